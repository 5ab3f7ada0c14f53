"""Training and evaluation of networks of palettes, by JAX."""

from folkhue.learning import jax_on_one_thread as jax_on_one_thread
