//! Kubernetes objects: kinds, pods, containers, images, lookups.

mod view;

pub use view::{
    Container, Coverage, GroupVersionKind, Hides, ImageUse, Object, Open, Pod, Slot, Sort, Written,
};
