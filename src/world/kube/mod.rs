//! Kubernetes objects: kinds, pods, containers, images, lookups.
