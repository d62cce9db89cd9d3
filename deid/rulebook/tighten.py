"""How a county's rule differs from the shipped one, told at the line that makes the difference."""

from collections.abc import Mapping

from deid.messages import say
from deid.policy.fields import Fields
from deid.policy.folders import notice_files, rules_folder
from deid.policy.loader import read_policy
from deid.policy.nodes import Problems
from deid.policy.overlay import changes
from deid.policy.withhold import Reason
from deid.rulebook.diff_words import words
from deid.rulebook.places import Rule
from deid.terms import Severity


def look_at_differences(
    rules: Mapping[str, Rule], fields: Fields, reasons: Mapping[str, Reason], problems: Problems
) -> None:
    """Note every key in which the rules of the folder that is checked differ from the shipped ones."""
    shipped = {path.stem: path for path in notice_files(rules_folder())}
    for name, rule in rules.items():
        known = rule.asked and name in shipped
        base = read_policy([shipped[name]], fields, reasons, Problems()) if known else None
        for change in changes(base, rule.policy) if base else ():
            text = words(change, fields, reasons)
            effect = say(f"diff.effect.{change.effect}")
            problems.add(rule.at(*change.where), "differs", Severity.NOTE, effect=effect, text=text)
