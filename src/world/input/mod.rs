//! Finding the files to judge.
