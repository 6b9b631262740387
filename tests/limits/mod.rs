//! The same answer on every stack: what nests as deep as it may, and deeper, is judged alike on a stack of
//! 1, 2 and 8 MiB, on the main thread and on others. What attacks cost is measured by
//! `scripts/limits.sh`.

mod stacks;
