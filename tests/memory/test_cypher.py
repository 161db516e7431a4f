import pytest

from memory.cypher import check_reads_only
from runtime.errors import BadArgument

READS = (
    "MATCH (n) RETURN n",
    "match (a:Agent)-[:EMITTED]->(s:Step) where s.text contains 'CREATE; DELETE' return a.name, count(*);",
    "MATCH (n)<--(m) OPTIONAL MATCH (n)--(k) RETURN n.name ORDER BY n.at DESC LIMIT 3",
    "UNWIND [1, 2] AS x RETURN x",
    "MATCH (n) WHERE n.text = 'http://é' RETURN `n`.name",
)
REFUSED = (
    "CREATE (:Run {id: 'x'})",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) SET n.text = ''",
    "MATCH (n) reMOVE n.text",
    "MATCH (n) WITH n MERGE (:Run {id: 'x'})",
    "COPY (MATCH (n) RETURN n.id) TO '/tmp/leak.csv'",
    "LOAD FROM '/etc/passwd' (file_format='csv') RETURN *",
    "MATCH (n) LOAD FROM 'other.csv' RETURN *",
    "ATTACH '/other/graph.lbug' AS other (dbtype lbug)",
    "USE other",
    "EXPORT DATABASE '/tmp/x'",
    "IMPORT DATABASE '/tmp/x'",
    "INSTALL httpfs",
    "CALL show_tables() RETURN *",
    "MATCH (n) CALL read_csv_serial('/etc/passwd') RETURN *",
    "DROP TABLE Run",
    "ALTER TABLE Run DROP text",
    "BEGIN TRANSACTION",
    "EXPLAIN MATCH (n) RETURN n",
    "MATCH (n) RETURN n; MATCH (n) DETACH DELETE n",
    "MATCH (n) WHERE n.name = '\\' RETURN n; MATCH (n) DETACH DELETE n //'",
    "MATCH (n) /* ' */ DETACH DELETE n /* ' */",
    "MATCH (n) WHERE n.name = 'open RETURN n",
    "MATCH (n) RETURN n //",
    "MATCH (n) ＤＥＬＥＴＥ n",
    "MATCH (n) RETURN n" + " " * 6000 + "LIMIT 1",
    "",
    ";",
)


@pytest.mark.parametrize("query", READS)
def test_a_question_that_only_reads_is_taken(query):
    assert check_reads_only(query) == query.removesuffix(";")


@pytest.mark.parametrize("query", REFUSED)
def test_what_writes_or_leaves_the_graph_is_refused(query):
    with pytest.raises(BadArgument, match="not put to the graph"):
        check_reads_only(query)
