//! What people see: notices and pages, drawn and narrated.

mod notices;
