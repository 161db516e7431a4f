"""Video: files read and written, frames at chosen moments, cuts. Needs the extra `video`.

Libraries are loaded when used. However long a video is, a few of its frames are held at a time. Pictures are
`PIL.Image`s in RGB, times in seconds.
"""

from runtime.video.facts import Video, evenly
from runtime.video.files import frames, probe
from runtime.video.writing import gif, write

__all__ = ["Video", "evenly", "frames", "gif", "probe", "write"]
