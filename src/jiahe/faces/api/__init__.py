"""The API: what other programs ask of Jiahe, under ``/api/v1/``, described by its own OpenAPI document.

``benefits`` answers about families, ``calling`` says who may call what and how a refusal looks.
"""
