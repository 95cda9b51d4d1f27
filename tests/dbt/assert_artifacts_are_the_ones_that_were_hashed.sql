{#-
    A flipped bit in a stored model changes scores without a word.
-#}
select
    model_version,
    artifact_hash

from {{ ref('dim_model_versions') }}

where sha256(artifact) != artifact_hash
