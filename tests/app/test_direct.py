from app.direct import run_directly


def test_a_tool_that_is_run_directly_is_heard_by_whoever_listens(service, handbook, heard):
    run_directly(service, "summarize", [f"text={handbook}", "sentences=1"], "", heard.append)

    assert {event.kind for event in heard} >= {"tool-start", "tool-end"}
