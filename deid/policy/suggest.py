"""Which notice type a list is likely to be: told by its title and its headers, never by its cells."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from pathlib import Path

from deid.policy.fields import Fields, load_fields
from deid.policy.headers import match_header, normalise_header
from deid.policy.loader import list_policies
from deid.policy.model import Policy

LIKELY = 0.25
"""From this score on a notice type is worth naming to a person."""

# How far each kind of evidence can go on its own: words above the list say most.
_TITLE, _HEADERS, _FIELDS = 0.9, 0.6, 0.4
_TOPIC = 0.8  # the catalogue's words may be shared by a review and its result
_LACKS = 0.3  # a required column is missing
_LEAST = 0.05
_STANDS_FOR = {"householder.name": "subject.name", "standard": "amount", "group": "village"}
_EVERYWHERE = frozenset("公示公布名单结果对象情况人员花名册一览表汇总")


def suggest(
    headers: Sequence[str], title: str = "", rules: Sequence[Path | str] = ()
) -> list[tuple[str, float]]:
    """The notice types (公示类型) a list could be, likeliest first, each with a score from 0 to 1.

    Args:
        headers: the list's headers.
        title: what stands above the list, and the file's name.
        rules: a county's own folders.

    Raises:
        RuleError: a rule file is wrong.

    Examples:
        >>> suggest(["残疾人姓名", "残疾证号", "补贴金额"])[0][0]
        'canji_butie'
    """
    policies = list_policies(rules)
    fields = load_fields(rules)
    names = {policy.notice: [_pairs(name) for name in _names(policy)] for policy in policies}
    topics = {policy.notice: [_pairs(name) for name in _topics(policy)] for policy in policies}
    rarity = _rarity([set().union(*names[name], *topics[name]) for name in names])
    columns = {policy.notice: frozenset(policy.columns) for policy in policies}
    rare_fields = _rarity(columns.values())
    held = _fields(headers, fields)
    seen_title, seen_headers = _pairs(title), set().union(*map(_pairs, headers)) if headers else set()
    found = []
    for policy in policies:
        doubt = 1.0
        for words, most in ((seen_title, _TITLE), (seen_headers, _HEADERS)):
            named = _covered(names[policy.notice], words, rarity)
            about = _covered(topics[policy.notice], words, rarity)
            doubt *= 1 - most * max(named, _TOPIC * about)
        doubt *= 1 - _FIELDS * _alike(columns[policy.notice], held, rare_fields)
        score = (1 - doubt) * (1 if policy.required <= held else _LACKS)
        if score >= _LEAST:
            found.append((policy.notice, round(score, 3)))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def better(
    notice: str, headers: Sequence[str], title: str = "", rules: Sequence[Path | str] = (), *, most: int = 3
) -> list[tuple[str, str]]:
    """The few notice types that a list which does not fit ``notice`` would fit better, each with its title.

    Only those whose required columns the list has, and that its title and headers speak for more than for
    ``notice``, even without what it lacks.
    """
    policies = {policy.notice: policy for policy in list_policies(rules)}
    held = _fields(headers, load_fields(rules))
    scores = dict(suggest(headers, title, rules))
    chosen = policies.get(notice)
    lacks = chosen is not None and not chosen.required <= held
    own = scores.get(notice, 0.0) / (_LACKS if lacks else 1)
    found = [
        name for name, score in scores.items() if score > max(own, LIKELY) and policies[name].required <= held
    ]
    return [(name, policies[name].title) for name in found[:most] if name != notice]


def likely(
    headers: Sequence[str], title: str = "", rules: Sequence[Path | str] = (), *, most: int = 3
) -> list[tuple[str, str]]:
    """The few notice types worth naming to a person, each with its title."""
    best = [notice for notice, score in suggest(headers, title, rules) if score >= LIKELY][:most]
    titles = {policy.notice: policy.title for policy in list_policies(rules)} if best else {}
    return [(notice, titles[notice]) for notice in best]


def _names(policy: Policy) -> list[str]:
    return [policy.title, *policy.aliases]


def _topics(policy: Policy) -> list[str]:
    """What several notice types may be about: the catalogue's own words."""
    return [policy.catalogue.content, *policy.catalogue.item[1:2]]


def _pairs(text: str) -> set[str]:
    """Neighbouring Chinese characters of a text, without the words that any list has."""
    clean = normalise_header(unicodedata.normalize("NFKC", text))
    pairs = {clean[at : at + 2] for at in range(len(clean) - 1)}
    return {pair for pair in pairs if pair >= "一" and not set(pair) <= _EVERYWHERE}


def _rarity(kinds: Iterable[Iterable[str]]) -> dict[str, float]:
    """What few notice types have says more than what many have."""
    sets = list(kinds)
    counts = Counter(word for words in sets for word in set(words))
    return {word: log(1 + len(sets) / count) - log(2) for word, count in counts.items()}


def _covered(known: Iterable[Iterable[str]], seen: Iterable[str], rarity: Mapping[str, float]) -> float:
    """The best share, by rarity, of one set of known words that was seen."""
    there = set(seen)
    best = 0.0
    for words in known:
        whole = sum(rarity.get(word, 0.0) for word in words)
        if whole:
            best = max(best, sum(rarity.get(word, 0.0) for word in words if word in there) / whole)
    return best


def _alike(known: Iterable[str], seen: Iterable[str], rarity: Mapping[str, float]) -> float:
    """How much two sets of known words overlap, by rarity: 1 where they are the same."""
    one, other = set(known), {word for word in seen if word in rarity}
    both = sum(rarity[word] for word in one & other)
    whole = sum(rarity[word] for word in one) + sum(rarity[word] for word in other)
    return 2 * both / whole if whole else 0.0


def _fields(headers: Sequence[str], fields: Fields) -> frozenset[str]:
    """The fields a list has, by its headers alone."""
    meant = {match.field for header in headers if (match := match_header(header, fields))}
    return frozenset(meant | {_STANDS_FOR[field] for field in meant if field in _STANDS_FOR})
