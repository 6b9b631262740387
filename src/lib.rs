//! Seaworthy: a policy language for what Kubernetes clusters pull, and its interpreter.

pub mod author;
pub mod base;
pub mod cli;
pub mod diag;
pub mod judge;
pub mod lang;
pub mod report;
pub mod world;
