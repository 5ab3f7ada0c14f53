"""Denoising: weights of a photograph's pixels, estimated from noisy labels of whole photographs.

Each photograph's colors are clustered (`clustering`, `clustered_dataset`), a denoiser (`registry`,
`base`) weighs the clusters under each term of the photograph, and the weights become a table
(`weighting`, `pixel_weights`), from which training pixels are sampled.
"""
