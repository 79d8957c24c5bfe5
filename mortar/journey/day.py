"""The flu-clinic day, step by step; each says what it produced and where to look."""

from dataclasses import dataclass

from domain.money import in_dollars
from infra.settings import Settings
from mortar.demo.cast import HARBOR, JUNIPER
from mortar.demo.credentials import Credentials, email
from mortar.journey import documents
from mortar.journey.billing import Claim, follow_claims, timeline
from mortar.journey.books import books_of
from mortar.journey.clinic import give_shots
from mortar.supervisor import Tell
from mortar.visitor import Visitor
from tenants.clients import ClientNumber


@dataclass(frozen=True)
class Day:
    """Where the day takes place, and how its people enter."""

    settings: Settings
    credentials: Credentials
    tell: Tell

    def walk(self) -> bool:
        """Whether money was posted, the books balance, and the neighbour saw nothing."""
        self.tell(f"A flu-clinic day at {HARBOR.name}:")
        self.tell("  1. The pharmacist signs in, gives the shots, documents and signs.")
        pharmacist = self._signed_in("pharmacist", HARBOR.slug)
        encounter_ids = give_shots(pharmacist, self.tell)
        self.tell("  2. The biller watches the claims: sent, answered, paid.")
        biller = self._signed_in("biller", HARBOR.slug)
        claims = follow_claims(biller, encounter_ids, self.tell)
        paid = [claim for claim in claims if claim["paidCents"] > 0]
        if not paid:
            self.tell("     No claim was paid. The worker's log says more:")
            self.tell(f"     {self.settings.data_dir / 'logs' / 'worker.log'}")
            return False
        self.tell(f"  3. The timeline of claim {paid[0]['patientControlNumber']}:")
        for line in timeline(biller, paid[0]):
            self.tell(f"     {line}")
        ends_well = self._prove_books(paid) and self._prove_isolation(paid[0])
        self.tell("  6. Look for yourself:")
        self.tell(
            f"     {self.settings.public_url}/graphql   signed in as the biller, query claims"
        )
        return ends_well

    def _prove_books(self, paid: list[Claim]) -> bool:
        self.tell("  4. The ledger, account by account (debits +, credits -):")
        number = ClientNumber.parsed(self.credentials.of(HARBOR.slug).client_number)
        assert number is not None
        books = books_of(self.settings, number.tenant_id)
        for account, cents in sorted(books.cents.items()):
            self.tell(f"     {account.replace('_', ' '):<26} {in_dollars(cents):>12}")
        self.tell(f"     {'together':<26} {in_dollars(books.total_cents):>12}")
        paid_cents: int = sum(claim["paidCents"] for claim in paid)
        return books.total_cents == 0 and books.cash_cents >= paid_cents > 0

    def _prove_isolation(self, claim: Claim) -> bool:
        stranger = self._signed_in("admin", JUNIPER.slug)
        seen = stranger.ask(documents.STRANGER, id=claim["id"])
        nothing = seen == {"claim": None, "node": None}
        word = "nothing" if nothing else "WHAT IS NOT THEIRS"
        self.tell(f"  5. {JUNIPER.name} asks for the same claim and sees {word}.")
        return nothing

    def _signed_in(self, role: str, slug: str) -> Visitor:
        visitor = Visitor.to(self.settings.local_url)
        visitor.sign_in(slug, email(role, slug), self.credentials.of(slug).passwords[role])
        return visitor
