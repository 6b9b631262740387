//! What the fuzzer runs. A body is a plain function of bytes that panics where something does not
//! hold; `targets/` makes one program of each, and `tests/fuzz/` runs them all over seeds and past
//! findings without a fuzzer.

mod laws;
mod targets;

/// Runs the body of a target.
///
/// # Panics
/// If there is no such target, or if what the bytes show is a fault.
pub fn run(target: &str, data: &[u8]) {
    let found = targets::ALL.iter().find(|(name, _)| *name == target);
    let (_, body) = found.unwrap_or_else(|| panic!("there is no target `{target}`"));
    body(data);
}
