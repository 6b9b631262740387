//! What manifests and policies measure with: quantities of a resource, durations, dates. They
//! stand beside the images rather than among them, since resources and waivers use them as well.
//!
//! All three are exact, ordered and free of clocks. A text that is not of its form yields a
//! [`MeasureFault`]; arithmetic that leaves the range yields `None`.

mod date;
mod duration;
mod fault;
mod quantity;

pub use date::Date;
pub use duration::Duration;
pub use fault::MeasureFault;
pub use quantity::Quantity;
