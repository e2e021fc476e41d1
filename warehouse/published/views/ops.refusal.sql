-- One row a rule and how many rows of a source it refused. The rows of all rules are those of the quarantine.
select
    source,
    object,
    rule,
    severity,
    count(*) as refused_rows,
    min(seen_on) as first_seen_on
from ops.quarantine
group by source, object, rule, severity
