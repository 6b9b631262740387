//! What people see: notices and pages, drawn and narrated.

mod hostile;
mod notices;
mod pages;
mod scene;
pub(crate) mod schema;
