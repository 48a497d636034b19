"""Carries a scenario out at a running stack, through the words of the command line, and looks at what came of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import Any

from contracts.message import Command, CommandOutcome, Query
from services.chassis.errors import Refused, Unavailable
from sinhhoat.asking import client_of
from sinhhoat.doing.sending import answer, carry_out
from sinhhoat.doing.wish import Mistaken, Said, Wish, instant
from sinhhoat.doing.words import NotUnderstood, read
from sinhhoat.known import known_to
from sinhhoat.loading import Loader
from sinhhoat.regime.feeds import Feeds
from sinhhoat.regime.looking import Failed, figures_of, soon, value_at
from sinhhoat.regime.matching import holds
from sinhhoat.regime.scenario import Answer, Figure, Look, Scenario, Step
from sinhhoat.regime.small import small
from sinhhoat.registers import Register, read_register
from sinhhoat.running import Running

PATIENCE = 15.0
"""Seconds until what follows from a step must be seen: reactions and reports come after it."""
SMALL, NONE = "small", "none"


@dataclass
class Played:
    """What came of a scenario: the commands that were accepted or refused, and the names of events by feed."""

    scenario: Scenario
    commands: list[str] = field(default_factory=list)
    events: dict[str, Counter[str]] = field(default_factory=dict)


class Player:
    """Plays one scenario: `await Player(running, scenario, root).play()`; `root` is where folders of registers lie."""

    def __init__(self, running: Running, scenario: Scenario, root: Path) -> None:
        self._running, self._scenario, self._root = running, scenario, root
        self._kept: dict[str, str] = {}
        self._answers: dict[str, str] = {}
        self._after: dict[str, int] = {}
        self._at: datetime | None = None
        self._exit = AsyncExitStack()

    async def play(self) -> Played:
        """Everything; Failed at the first thing that is not as the scenario says."""
        played = Played(self._scenario)
        async with AsyncExitStack() as closing:
            folder = Path(closing.enter_context(TemporaryDirectory(prefix="sh-scenario-")))
            feeds = await closing.enter_async_context(Feeds.of(self._running, self._scenario.all_keepers()))
            await self._register()
            before = await feeds.heads()
            for number, step in enumerate(self._scenario.steps, start=1):
                if step.on is not None:
                    self._at = instant(step.on)
                if isinstance(step, Look):
                    await self._look(step)
                else:
                    played.commands.append(await self._step(number, step, folder))
            played.events = await self._events(feeds, before)
        for figure in self._scenario.figures:
            await self._figure(figure)
        for wanted in self._scenario.answers:
            await self._answer(wanted)
        return played

    async def asked(self, words: Sequence[str]) -> dict[str, Any]:
        """The answer to a question as typed (`["ask", …]`), after all that was played; Failed where none comes."""
        told = [Template(word).safe_substitute(self._kept) for word in words]
        wish: Wish[Query] = self._wish(told, " ".join(words[1:]))  # type: ignore[assignment]
        return await soon(lambda: self._asked(wish), PATIENCE)

    async def _register(self) -> None:
        """What each keeper has before the first step, loaded on its day unless another one is said."""
        first = self._scenario.registered_on or self._scenario.steps[0].on
        if first is None:
            raise Failed("the first step has no day")
        self._at = instant(first).replace(hour=0, minute=30)
        for keeper in self._scenario.all_keepers():
            register = self._register_of(self._scenario.keepers.get(keeper, self._scenario.register_))
            async with client_of(self._running, keeper) as client:
                known = await known_to(client, keeper, self._at.date())
                loaded = await Loader(client, keeper, lambda *_: None, at=self._at).load(register, known)
            if loaded.refused:
                about, why = loaded.refused[0]
                raise Failed(f"register: {about}: {why.code}: {why.en}")
            self._after |= loaded.positions
            if keeper == self._scenario.keeper:
                named = {**known.units, **known.people}
                self._kept |= {code.upper().replace("-", "_"): str(id_) for code, id_ in named.items()}

    def _register_of(self, name: str) -> Register:
        if name == NONE:
            return Register()
        if name == SMALL:
            assert self._at is not None
            return small(self._at.date())
        found = read_register([self._root / name])
        if not isinstance(found, Register):
            raise Failed(f"{name}: {found.items[0].en}")
        return found

    async def _step(self, number: int, step: Step, folder: Path) -> str:
        """Type it and send it; returns the command's name."""
        words = [Template(word).safe_substitute(self._kept) for word in step.words()]
        if step.from_ is not None:
            path = folder / f"{number}.json"
            path.write_text(json.dumps(self._filled(step.from_), ensure_ascii=False), encoding="utf-8")
            words += ["--from", str(path)]
        about = f"step {number} ({' '.join(words[1:3])})"
        wish: Wish[Command] = self._wish(words, about)  # type: ignore[assignment]
        outcomes = await self._outcomes(wish, step, about)
        for outcome in outcomes:
            self._take(outcome, step, about)
        return wish.kind.__name__

    async def _look(self, look: Look) -> None:
        """Ask, and keep the answer as it is."""
        self._answers[look.as_] = json.dumps(await self.asked(look.words()), ensure_ascii=False)

    async def _outcomes(self, wish: Wish[Command], step: Step, about: str) -> list[CommandOutcome]:
        """Those of the first time they are as wanted: a service may not yet have heard of the step before."""
        wanted = "refused" if step.refused else "accepted"

        async def sent() -> list[CommandOutcome] | str:
            try:
                outcomes = await carry_out(self._running, wish)
            except Mistaken as mistaken:
                raise Failed(f"{about}: {mistaken.json()}") from None
            other = next((one for one in outcomes if one.outcome != wanted), None)
            if other is None:
                return outcomes
            if other.outcome == "accepted":
                raise Failed(f"{about}: accepted, and not refused {step.refused}")
            why = other.refusal
            return f"{about}: {other.outcome}: {why.code} ({why.field}): {why.en} {why.numbers}" if why else about

        return await soon(sent, 3.0)

    def _take(self, outcome: CommandOutcome, step: Step, about: str) -> None:
        if step.refused and outcome.refusal and outcome.refusal.code != step.refused:
            raise Failed(f"{about}: refused {outcome.refusal.code}, and not {step.refused}")
        if not holds(outcome.decided, self._filled(step.decided)):
            raise Failed(f"{about}: decided {outcome.decided}")
        for name, place in step.keep.items():
            self._kept[name] = str(value_at(outcome.decided, place, about))
        told = {feed: at for feed, at in outcome.positions.items() if at is not None and not feed.endswith(".sealed")}
        self._after |= {feed: max(at, self._after.get(feed, 0)) for feed, at in told.items()}

    async def _events(self, feeds: Feeds, before: Mapping[str, int]) -> dict[str, Counter[str]]:
        """The events that the steps have made, once all that are wanted are there."""

        async def made() -> dict[str, Counter[str]] | str:
            found = await feeds.names(before)
            for feed, wanted in self._wanted_events().items():
                counts = dict.fromkeys(wanted) if isinstance(wanted, list) else wanted
                for name, count in counts.items():
                    there = found.get(feed, Counter())[name]
                    if there == 0 or (count is not None and there != count):
                        return f"{feed}: {name} {there}, wanted {count or 'at least 1'}; there are {dict(found[feed])}"
            return found

        return await soon(made, PATIENCE)

    def _wanted_events(self) -> dict[str, list[str] | dict[str, int]]:
        own = self._scenario.keeper
        return {name if "." in name else f"{own}.{name}": names for name, names in self._scenario.events.items()}

    async def _figure(self, wanted: Figure) -> None:
        words = ["ask", "read-quarter", "--quarter", wanted.quarter]
        words += ["--unit-code", wanted.unit] if wanted.unit else []
        words += ["--keeper", wanted.keeper] if wanted.keeper else []
        wish: Wish[Query] = self._wish(words, wanted.figure)  # type: ignore[assignment]

        async def as_wanted() -> bool | str:
            report = await self._asked(wish)
            if isinstance(report, str):
                return report
            figures = figures_of(report)
            found = figures.get(wanted.figure)
            if found is None:
                return f"there is no figure {wanted.figure}; there are {', '.join(figures)}"
            numbers = (found["numerator"], found["denominator"])
            return numbers == wanted.numbers() or f"{wanted.figure} is {numbers}, wanted {wanted.is_}"

        await soon(as_wanted, PATIENCE)

    async def _answer(self, wanted: Answer) -> None:
        words = [Template(word).safe_substitute(self._kept) for word in wanted.words()]
        wish: Wish[Query] = self._wish(words, words[1])  # type: ignore[assignment]
        is_there, is_not = self._filled(wanted.holds), self._filled(wanted.lacks)

        async def as_wanted() -> bool | str:
            found = await self._asked(wish)
            if isinstance(found, str):
                return found
            told = json.dumps(found, ensure_ascii=False)
            if wanted.same_as is not None and told != self._answers[wanted.same_as]:
                return f"{words[1]}: {told}, and not {wanted.same_as}: {self._answers[wanted.same_as]}"
            good = (is_there is None or holds(found, is_there)) and (is_not is None or not holds(found, is_not))
            return good or f"{words[1]}: {told}, wanted {wanted.holds or wanted.lacks}"

        await soon(as_wanted, PATIENCE)

    def _filled(self, told: Any) -> Any:
        """The same with what was kept in place of its names."""
        return json.loads(Template(json.dumps(told, ensure_ascii=False)).safe_substitute(self._kept))

    async def _asked(self, wish: Wish[Query]) -> dict[str, Any] | str:
        """The answer, or why there is none yet."""
        try:
            return (await answer(self._running, wish)).model_dump(mode="json")
        except (Refused, Unavailable) as no:
            return f"{wish.kind.__name__}: {no.code}"
        except Mistaken as mistaken:
            raise Failed(f"{wish.kind.__name__}: {mistaken.json()}") from None

    def _wish(self, words: list[str], about: str) -> Wish[Command] | Wish[Query]:
        """Read the line as the command line does, and say by which keeper, when, and after what."""
        try:
            wish = read(words)
        except (NotUnderstood, KeyError) as error:
            raise Failed(f"{about}: {error}") from None
        said: Said = wish.said
        at = said.at or (self._at if issubclass(wish.kind, Command) else None)
        return replace(wish, said=replace(said, keeper=said.keeper or self._scenario.keeper, at=at, after=self._after))
