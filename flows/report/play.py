"""Plays: what goes to whom tonight, and what each play brought about by itself."""

from flows.report.analyst import Analyst
from flows.report.block import Block, Note, table
from flows.report.number import count

RESULTS = """
select result.play as "play", coalesce(play.sentence, 'withdrawn') as "what is done",
  result.running as "goes to tonight", result.treated_n as "had it", result.treated_share as "share with the outcome",
  result.holdout_n as "held out", result.holdout_share as "share without the play",
  case when result.uplift is not null then printf('%+.1f (%+.1f to %+.1f)', 100 * result.uplift,
    100 * result.uplift_low, 100 * result.uplift_high) end as "uplift in points, 95% interval",
  coalesce(result.verdict, result.reason) as "what it tells"
from segment.play_result as result left join segment.play_definition as play on result.play = play.play
order by play.priority nulls last, result.play
"""
OBSTACLES = """
select play as "play", coalesce(obstacle, 'nothing') as "what stands against it", count(*) as "customers"
from segment.play_candidate group by play, obstacle order by play, count(*) desc, obstacle
"""


def plays(analyst: Analyst) -> list[Block]:
    """Who has a play tonight, what each play brought about, and what stands against the others."""
    results = analyst.rows(RESULTS)
    if results.is_empty():
        return []
    going = int(results["goes to tonight"].sum())
    told = results.filter(results["what it tells"].is_in(["helps", "harms", "not told apart"])).height
    said = f"{count(going, 'customer')} of {count(results.height, 'play')} tonight; {told} could be judged."
    return [
        Note(said),
        *table("What plays brought about", results, "", "Compared with customers held out by chance."),
        *table("Customers of the segment, and what stands against a play tonight", analyst.rows(OBSTACLES)),
    ]
