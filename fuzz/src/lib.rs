//! What the fuzzer runs. A body is a plain function of bytes that panics where something does not
//! hold; `targets/` makes one program of each, and `tests/fuzz/` runs them all over seeds and past
//! findings without a fuzzer.
//!
//! A program names its own body and no other: then it holds the code of that body alone, and the
//! fuzzer, which goes through the counters of all code after each execution, is done sooner.

mod laws;
mod targets;

macro_rules! bodies {
    ($($name:ident)*) => {$(
        /// Runs the body of this name.
        ///
        /// # Panics
        /// If what the bytes show is a fault.
        pub fn $name(data: &[u8]) {
            targets::$name::run(data);
        }
    )*};
}

bodies! {
    image measure pattern json manifest fast profile project param syntax discover expression policy report
}
