"""What the gate must hold a release to, from its agreement and purpose."""

from expectations.company import Release
from warehouse.release import gate


def terms_of(release: Release) -> gate.Terms:
    """What the gate must hold a release to."""
    purpose, agreement = release.purpose, release.agreement
    return gate.Terms(
        release=release.name,
        columns=agreement.columns,
        purpose=purpose.purpose if purpose else None,
        lawful_basis=purpose.lawful_basis if purpose else "consent",
        highest_grade=purpose.highest_grade if purpose else "public",
        needs_consent=purpose.needs_consent if purpose else True,
        retention_days=purpose.retention_days if purpose else None,
        categories=purpose.categories if purpose else (),
        is_identified=agreement.mode == "activation",
        quasi_identifiers=agreement.quasi_identifiers or tuple(agreement.keys),
        sensitive=agreement.sensitive,
        scanned=agreement.scanned,
        until=agreement.until,
        key=release.destination.key or "customer_id",
        needs_target_id=bool(release.destination.target_id_field),
    )
