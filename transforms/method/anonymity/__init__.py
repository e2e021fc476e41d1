"""How well a set of profiles hides each person in it: measures, recoders and the attack that tests them."""
