//! Tests of the crate from outside.

#[cfg(test)]
mod charts;
#[cfg(test)]
mod edit;
#[cfg(test)]
mod helm_functions;
#[cfg(test)]
mod helm_hostile;
#[cfg(test)]
mod helm_origin;
#[cfg(test)]
mod helm_values;
#[cfg(test)]
mod kustomize;
#[cfg(test)]
mod kustomize_hostile;
#[cfg(test)]
mod kustomize_places;
#[cfg(test)]
mod manifest_corpus;
