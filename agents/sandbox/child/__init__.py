"""What runs on the far side: the zygote and the children it forks. Standard library only, imported from this folder.

Nothing here is trusted by the parent once agents' code has run: any line may have been replaced by it.
"""
