//! What is judged: manifests, images, Kubernetes objects, files. Knows nothing of the language.

pub mod image;
pub mod input;
pub mod kube;
pub mod manifest;
pub mod measure;
