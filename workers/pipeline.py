"""What follows what: each event, and the jobs that it starts."""

from domain.charges.events import ChargesReady, CodingMended
from domain.claims.events import BulkActDue, ClaimCancelled, ClaimReleased
from domain.encounters.events import EncounterSigned, EncounterVoided
from domain.ledger.events import NextPayerDue
from domain.outbox.commands import Event
from domain.outbox.events import ChainCheckDue, ResealDue
from domain.outbox.failed_jobs import RESUMED
from domain.providers.events import StoreCertified
from domain.remittances.events import RemittanceBalanced
from domain.services.events import PriceSet
from domain.submissions.events import (
    AnswersDue,
    BatchDue,
    ClaimRejected,
    FileReceived,
    InterchangeBuilt,
)
from workers.broker import Following, Job
from workers.chain_checks import verify_chain
from workers.charges import code_encounter, code_waiting_encounters
from workers.claims import (
    act_on_claims,
    assemble_claims,
    bill_next_payer,
    recode_the_day,
    withdraw_claims,
)
from workers.keys import reseal
from workers.ledger import post_charges, post_remittance, take_back_charge
from workers.schedule import SCHEDULES
from workers.submissions import (
    build_interchanges,
    collect_answers,
    gather_claim,
    read_file,
    transmit_interchange,
)

FOLLOWS: dict[type[Event], tuple[Job, ...]] = {
    EncounterSigned: (code_encounter,),
    EncounterVoided: (withdraw_claims, recode_the_day),
    PriceSet: (code_waiting_encounters,),
    StoreCertified: (code_waiting_encounters,),
    CodingMended: (code_encounter,),
    ChargesReady: (assemble_claims,),
    ClaimReleased: (gather_claim,),
    ClaimCancelled: (take_back_charge,),
    BulkActDue: (act_on_claims,),
    BatchDue: (build_interchanges,),
    InterchangeBuilt: (transmit_interchange, post_charges),
    AnswersDue: (collect_answers,),
    FileReceived: (read_file,),
    ClaimRejected: (),
    RemittanceBalanced: (post_remittance,),
    NextPayerDue: (bill_next_payer,),
    ResealDue: (reseal,),
    ChainCheckDue: (verify_chain,),
}

JOBS: tuple[Job, ...] = tuple(
    {
        job.name: job
        for job in (
            *(job for jobs in FOLLOWS.values() for job in jobs),
            *(schedule.job for schedule in SCHEDULES),
        )
    }.values()
)

PIPELINE: dict[str, Following] = {
    **{event.__name__: Following(jobs) for event, jobs in FOLLOWS.items()},
    **{schedule.name: Following((schedule.job,), schedule.every_seconds) for schedule in SCHEDULES},
    **{f"{RESUMED}{job.name}": Following((job,)) for job in JOBS},
}
"""What the relay looks up: an event's name, a schedule's, or that of a job to try again."""
