//! The one integration binary; an area a module.

mod inputs;
mod kube;
mod report;
