"""Codes documentation into priced lines: pure, each line with the rule that made it and why."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from string import Template as Words
from types import MappingProxyType

from domain.codes.codebook import Codebook, Standing
from domain.codes.procedures import MOST_MODIFIERS
from domain.codes.systems import CodeSystem, normalized
from domain.errors import Finding
from domain.services.conditions import Facts, as_number
from domain.services.facts import Documentation, Scope
from domain.services.prices import PriceList
from domain.services.templates import CodeChoice, CodingRule, Template, Units

UNUSABLE = {
    Standing.NOT_BILLABLE: "is not a code that may be billed",
    Standing.NOT_IN_FORCE: "is not valid on the day of service",
    Standing.UNKNOWN: "does not exist",
}


NOTHING_BEFORE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One billable line; the fields are those of the charge that it becomes."""

    procedure_code: str
    modifiers: tuple[str, ...]
    units: int
    unit_price_cents: int
    diagnosis_codes: tuple[str, ...]
    rule: str
    explanation: str
    ndc: str | None = None
    ndc_quantity: Decimal | None = None
    ndc_unit_code: str | None = None
    lot_number: str | None = None
    clia_number: str | None = None

    @property
    def charge_cents(self) -> int:
        return self.units * self.unit_price_cents


@dataclass(frozen=True, slots=True)
class Coding:
    """What documentation bills, and what keeps it from being billed."""

    lines: tuple[ChargeLine, ...]
    findings: tuple[Finding, ...]

    @property
    def charge_cents(self) -> int:
        return sum(line.charge_cents for line in self.lines)


def code(
    documentation: Documentation,
    version: int,
    prices: PriceList,
    codebook: Codebook,
    that_day: Mapping[str, int] = NOTHING_BEFORE,
) -> Coding:
    """The lines that a template's rules make of its answers, priced by day of service.

    A line that lacks its code or price is left out and found. `that_day` says how many lines each
    rule made for the patient in other encounters of the day.
    """
    coder = _Coder(documentation, version, prices, codebook, that_day)
    coder.apply_rules()
    lines = tuple(coder.lines)
    findings = [*coder.findings, *_code_findings(lines, documentation, codebook)]
    if not lines and not findings:
        findings.append(
            Finding(
                "coding.nothing_to_bill",
                "answers",
                "No rule of the template makes a line of these answers: there is nothing to bill.",
                "Amend the answers, or publish a template whose rules cover them.",
            )
        )
    return Coding(lines, tuple(findings))


class _Coder:
    """One run over the rules: the lines so far are facts for the rules that follow."""

    def __init__(
        self,
        documentation: Documentation,
        version: int,
        prices: PriceList,
        codebook: Codebook,
        that_day: Mapping[str, int],
    ) -> None:
        self.documentation = documentation
        self.version = version
        self.prices = prices
        self.codebook = codebook
        self.that_day = that_day
        self.lines: list[ChargeLine] = []
        self.findings: list[Finding] = []
        self._made: Counter[str] = Counter()
        """How many times each rule applied."""
        self._served: set[tuple[str, str]] = set()
        """The purposes that are met, each with its scope."""

    @property
    def template(self) -> Template:
        return self.documentation.template

    def apply_rules(self) -> None:
        for rule in self.template.coding:
            for scope in self.documentation.scopes(rule.for_each, self.codebook):
                self._apply(rule, scope)

    def _apply(self, rule: CodingRule, scope: Scope) -> None:
        facts = dict(scope.facts) | self._counts()
        served = (rule.purpose or rule.id, scope.path)
        if served in self._served or (rule.when is not None and not rule.when.holds(facts)):
            return
        self._served.add(served)
        self._made[rule.id] += 1
        line = self._line(rule, Scope(scope.path, facts))
        if line is not None:
            self._keep(rule, line)

    def _counts(self) -> dict[str, int]:
        """How often each rule has applied: here so far, and that day so far."""
        made = {each.id: self._made[each.id] for each in self.template.coding}
        return {f"lines.{id_}": count for id_, count in made.items()} | {
            f"day.{id_}": count + self.that_day.get(id_, 0) for id_, count in made.items()
        }

    def _keep(self, rule: CodingRule, line: ChargeLine) -> None:
        if rule.adds_up:
            for position, other in enumerate(self.lines):
                if replace(other, units=line.units) == line:
                    self.lines[position] = replace(other, units=other.units + line.units)
                    return
        self.lines.append(line)

    def _line(self, rule: CodingRule, scope: Scope) -> ChargeLine | None:
        procedure_code = self._procedure_code(rule, scope)
        if procedure_code is None:
            return None
        price_cents = self._unit_price_cents(rule, scope, procedure_code)
        units = _units(rule.units, scope.facts)
        if price_cents is None or units < 1:
            return None
        modifiers, reasons = self._modifiers(rule, scope, procedure_code)
        line = ChargeLine(
            procedure_code=procedure_code,
            modifiers=modifiers,
            units=units,
            unit_price_cents=price_cents,
            diagnosis_codes=_diagnoses(self.template, rule, scope.facts),
            rule=f"{self.template.kind}@{self.version}/{rule.id}",
            explanation=" ".join([_in_words(rule.explanation, scope.facts), *reasons]),
            clia_number=self._clia_number(rule, scope),
        )
        return _with_product(line, rule, scope.facts)

    def _procedure_code(self, rule: CodingRule, scope: Scope) -> str | None:
        found = next(_codes(self.template, rule.procedure, scope.facts), None)
        if found is None:
            asked = rule.procedure.by or rule.procedure.answer
            self._note(
                "coding.no_code",
                f"{scope.path}{asked}",
                f"No procedure code is set for {scope.facts.get(asked or '', 'this')}.",
                "Add it to the service's template.",
            )
        return found

    def _unit_price_cents(self, rule: CodingRule, scope: Scope, procedure_code: str) -> int | None:
        if rule.free_when is not None and rule.free_when.holds(scope.facts):
            return 0
        about = self.documentation.circumstances
        served_on = about.served_on
        price_cents = self.prices.unit_price_cents(
            procedure_code, served_on, about.payer_id, about.store_id
        )
        if price_cents is None:
            self._note(
                "coding.no_price",
                procedure_code,
                f"There is no price for {procedure_code} on {served_on}.",
                "Set a price that holds from that day or before.",
            )
        return price_cents

    def _modifiers(
        self, rule: CodingRule, scope: Scope, procedure_code: str
    ) -> tuple[tuple[str, ...], list[str]]:
        repeats = sum(line.procedure_code == procedure_code for line in self.lines)
        facts = dict(scope.facts) | {"line.procedure_code": procedure_code, "line.repeats": repeats}
        chosen = [each for each in rule.modifiers if each.when is None or each.when.holds(facts)]
        if len(chosen) > MOST_MODIFIERS:
            self._note(
                "coding.modifiers",
                procedure_code,
                f"A line has at most {MOST_MODIFIERS} modifiers.",
            )
        return tuple(each.code for each in chosen), [
            f"{each.code}: {each.because}" for each in chosen
        ]

    def _clia_number(self, rule: CodingRule, scope: Scope) -> str | None:
        if not rule.needs_clia:
            return None
        number = self.documentation.circumstances.clia_number
        if number is None:
            self._note(
                "coding.no_clia_number",
                scope.path.rstrip("."),
                "A test is billed with the store's CLIA number, and there is none.",
                "Enter the store's CLIA number.",
            )
        return number

    def _note(self, code_: str, path: str, message: str, fix: str = "") -> None:
        finding = Finding(code_, path, message, fix)
        if finding not in self.findings:
            self.findings.append(finding)


def _codes(template: Template, choice: CodeChoice, facts: Facts) -> Iterator[str]:
    """The codes that a choice comes to; several where the answer is a list."""
    if choice.when is not None and not choice.when.holds(facts):
        return
    if choice.code is not None:
        yield choice.code
    elif choice.slot is not None:
        yield template.codes[choice.slot]
    else:
        answered = facts.get(choice.answer or choice.by or "")
        table = template.tables[choice.table] if choice.table else None
        for answer in answered if isinstance(answered, list) else [answered]:
            found = answer if table is None else table.get(str(answer))
            if found:
                yield found


def _diagnoses(template: Template, rule: CodingRule, facts: Facts) -> tuple[str, ...]:
    chosen = [code for choice in rule.diagnoses for code in _codes(template, choice, facts)]
    codes = chosen or template.default_diagnoses
    return tuple(dict.fromkeys(normalized(CodeSystem.ICD10CM, code) for code in codes))


def _units(units: Units, facts: Facts) -> int:
    if units.fixed is not None:
        return units.fixed
    number = as_number(facts.get(units.answer or units.minutes or ""))
    if number is None:
        return 0
    if units.answer is not None:
        return int(number)
    return time_units(int(number), units)


def time_units(minutes: int, units: Units) -> int:
    """How many steps of time count: each begun one, from the minute that it counts from."""
    beyond = minutes - units.after
    return max(0, (beyond + units.each - units.counts_from) // units.each)


def _with_product(line: ChargeLine, rule: CodingRule, facts: Facts) -> ChargeLine:
    if rule.product is None:
        return line
    return replace(
        line,
        ndc=facts.get(rule.product.ndc),
        ndc_quantity=as_number(facts.get(rule.product.quantity)),
        ndc_unit_code=facts.get(rule.product.unit),
        lot_number=facts.get(rule.product.lot),
    )


def _in_words(explanation: str, facts: Facts) -> str:
    return Words(explanation).safe_substitute(facts)


def _code_findings(
    lines: Sequence[ChargeLine], documentation: Documentation, codebook: Codebook
) -> Iterator[Finding]:
    """Codes that a payer refuses on that day; what the loaded sets cannot judge passes."""
    on = documentation.circumstances.served_on
    diagnoses = dict.fromkeys(code for line in lines for code in line.diagnosis_codes)
    for diagnosis in diagnoses:
        standing = codebook.standing(CodeSystem.ICD10CM, diagnosis, on)
        if standing in UNUSABLE:
            yield Finding(
                "coding.diagnosis",
                diagnosis,
                f"The diagnosis {diagnosis} {UNUSABLE[standing]}.",
                "Amend the diagnosis, or load the code set of that day.",
            )
    for procedure in dict.fromkeys(line.procedure_code for line in lines):
        standing = codebook.standing(CodeSystem.HCPCS, procedure, on)
        if procedure[0].isalpha() and standing in UNUSABLE:
            yield Finding(
                "coding.procedure",
                procedure,
                f"The procedure {procedure} {UNUSABLE[standing]}.",
                "Publish a template that bills another, or load the code set of that day.",
            )
    for line in lines:
        if not line.diagnosis_codes:
            yield Finding(
                "coding.no_diagnosis",
                line.procedure_code,
                f"No diagnosis says what {line.procedure_code} was for.",
                "Amend the encounter with a diagnosis.",
            )
