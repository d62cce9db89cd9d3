"""A drafted rule as YAML that a clerk finishes: comments say what each column seems to be."""

from collections.abc import Iterator

from deid.messages import say
from deid.policy.fields import Fields
from deid.policy.unfinished import BLANK
from deid.rulebook.draft import MEASURES, NAME, Draft, Line
from deid.rulebook.draft_look import Seen

_WITHHOLD = "[minor, hiv, mental_disorder, drug_rehabilitation, victim]"
_REVIEW = "[保密审查, 部门负责人, 分管领导]"
_AGE = (
    "subject.id", "householder.id", "birth_date", "householder.birth_date", "age", "householder.age",
    "disability_card", "student_number", "social_security_number",
)  # fmt: skip
_IDENTIFIERS = frozenset({"resident_id", "disability_card", "student_number"})
_BY = ("town", "county", "village")


def as_yaml(made: Draft, fields: Fields) -> str:
    """The draft as a rule file; no cell is in it."""
    return "\n".join([*_top(made), *_channels(made), *_columns(made, fields), *_end(made), ""])


def _note(code: str, indent: str = "", /, **facts: object) -> str:
    return f"{indent}# {say(f'draft.{code}', **facts)}"


def _top(made: Draft) -> Iterator[str]:
    yield _note("head")
    yield _note("todo", blank=BLANK)
    yield _note("use", blank=BLANK, notice=made.notice)
    yield "deid: 1"
    yield f"notice: {made.notice}"
    yield f'title: "{say("draft.fill.title")}"'
    yield f'domain: "{say("draft.fill.domain")}"'
    yield _note(f"row.{made.row}")
    yield f"row: {made.row}"
    yield "catalogue:"
    yield f'  item: ["{say("draft.fill.item")}"]'
    yield f"  content: {'、'.join(_content(made))}"
    yield "  basis:"
    yield f'    - {{title: "{say("draft.fill.basis")}", confirm: true}}'
    yield f'  publisher: ["{say("draft.fill.publisher")}"]'
    yield "  method: 主动公开"
    yield "  level: [乡级, 村级]"
    yield "  confirm: true"


def _content(made: Draft) -> list[str]:
    words = {NAME: "姓名", "member_count": "人数", "area": "面积", "standard": "标准", "amount": "金额"}
    return [word for field, word in words.items() if made.act(field) != "drop"] or ["名单"]


def _channels(made: Draft) -> Iterator[str]:
    yield _note("channels")
    yield "channels:"
    board = "{audience: 特定群体, form: names, scope: village, period: {min: 7 days}, confirm: true}"
    yield f"  village_board: {board}"
    by = next((place for place in _BY if made.of(place)), None)
    if by is None:
        yield _note("no_website", "  ")
        return
    measures = [field for field in MEASURES if field != "standard" and made.act(field) == "publish"]
    added = f", measures: [{', '.join(measures)}]" if measures else ""
    yield f"  website: {{audience: 全社会, form: aggregate, by: [{by}], min_cell: 20{added}, confirm: true}}"


def _columns(made: Draft, fields: Fields) -> Iterator[str]:
    yield _note("columns")
    yield "columns:" if made.fields else "columns: {}"
    for field in made.fields:
        lines = made.of(field)
        for line in lines:
            yield f"  # {_told(line, fields)}"
        if len([line for line in lines if line.act != "drop"]) > 1:
            yield _note("twice", "  ", count=len(lines), title=fields.by_id[field].title)
        yield from _treated(made, field)
    if made.of("group") and not made.of("village"):
        yield _note("group_serves", "  ")
        yield "  village: publish"
    if not made.of(NAME):
        yield _note("no_name", "  ")
    unknown = [line for line in made.lines if line.field is None]
    if unknown:
        yield _note("nothing_known", "  ")
        yield from (f"  #   {_told(line, fields)}" for line in unknown)


def _treated(made: Draft, field: str) -> Iterator[str]:
    act = made.act(field)
    if act != "name":
        yield f"  {field}: {act}"
        return
    yield f"  {field}:"
    yield "    required: true"
    yield f'    village_board: {{treatment: publish, why: "{say("draft.fill.why")}"}}'


def _told(line: Line, fields: Fields) -> str:
    seen = line.seen
    kind = kind_title(seen)
    need = say(f"draft.need.{line.need}", kind=kind)
    if line.field is None:
        content = say("draft.content.identifier", kind=kind) if seen.identifier else _alike(seen)
        share = _share(seen) if not seen.filled else say("draft.share_any")
        return say("draft.column_unknown", label=_label(seen), content=content, share=share, need=need)
    return say(
        "draft.column",
        label=_label(seen),
        title=fields.by_id[line.field].title,
        confidence=say(f"draft.confidence.{seen.confidence}"),
        how=say(f"draft.how.{seen.how}"),
        share=_share(seen),
        need=need,
    )


def _label(seen: Seen) -> str:
    number = say("word.column", number=seen.index + 1)
    return number if seen.label == number else f"{number} “{seen.label}”"


def _alike(seen: Seen) -> str:
    return say(f"draft.content.{seen.content or 'none'}")


def kind_title(seen: Seen) -> str:
    """The kind of identifiers a column is full of, in words."""
    return say(f"kind.{seen.content}") if seen.identifier and seen.content else ""


def _share(seen: Seen) -> str:
    if not seen.filled:
        return say("draft.share_none")
    if seen.share is None:
        return say("draft.share_any")
    return say("draft.share", share=int(seen.share * 100))


def _end(made: Draft) -> Iterator[str]:
    if not any(_tells_age(line) for line in made.lines):
        yield _note("no_age")
    yield f"withhold: {_WITHHOLD}"
    yield "floor: {candidates: 1000}"
    yield f"review: {_REVIEW}"
    if not made.must_map:
        return
    yield _note("map_head")
    yield "#   deid: 1"
    yield "#   fields:"
    for field in dict.fromkeys(line.field for line in made.must_map):
        headers = [f'"{_header(line.seen)}"' for line in made.must_map if line.field == field]
        yield f"#     {field}: {{headers: [{', '.join(headers)}]}}"
    yield _note("map_or")
    for line in made.must_map:
        yield f"#   --map '{_header(line.seen)}={line.field}'"


def _header(seen: Seen) -> str:
    number = say("word.column", number=seen.index + 1)
    return say("draft.map_header", label=number) if seen.label == number else seen.label


def _tells_age(line: Line) -> bool:
    return line.field in _AGE or (line.seen.identifier and line.seen.content in _IDENTIFIERS)
