//! Images in Kubernetes, exactly.
