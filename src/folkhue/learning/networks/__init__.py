"""Training of the networks that see a whole photograph, by JAX."""

from folkhue.learning import jax_on_one_thread as jax_on_one_thread
