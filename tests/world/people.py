"""Customers drawn as a list of names."""


def customers(*names: str) -> dict[str, str]:
    """identity.customer and identity.record of one source, each record a customer of its own."""
    return {
        "identity.customer": "\n".join(["customer_id", *names]),
        "identity.record": "\n".join(["source | party_key | customer_id", *(f"s | {name} | {name}" for name in names)]),
    }
