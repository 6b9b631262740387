//! What people do wrong, and what they are told.

mod manifests;
mod mutants;
mod policies;
