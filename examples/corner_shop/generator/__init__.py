"""The invented company behind the sample deliveries: people first, then what each source wrote down about them."""
