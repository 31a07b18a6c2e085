//! The pictures of a check as files.
//!
//! In: the results of a session and a folder. Out: the paths of what was written. Never: fetches from a bucket.

use crate::whole_file;
use anyhow::Context;
use catchlight_client::control::{AuditImage, GetFaceLivenessSessionResultsResponse};
use std::path::{Path, PathBuf};

/// Writes the pictures that came with the results; those in a bucket are left out.
pub(crate) fn save(
    results: &GetFaceLivenessSessionResultsResponse,
    folder: &Path,
) -> anyhow::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let reference = results.reference_image.iter().map(|image| ("reference.jpg".to_owned(), image));
    let audit = (1..).zip(results.audit_images.iter().flatten());
    let audit = audit.map(|(number, image)| (format!("audit-image-{number}.jpg"), image));
    let mut written = Vec::new();
    for (name, image) in reference.chain(audit) {
        let Some(jpeg) = &image.bytes else { continue };
        let path = folder.join(name);
        whole_file::write(&path, jpeg.as_slice())?;
        written.push(path);
    }
    Ok(written)
}

/// Where a picture is that did not come with the results.
pub(crate) fn bucket_place(image: &AuditImage) -> Option<String> {
    let place = image.s3_object.as_ref()?;
    Some(format!("s3://{}/{}", place.bucket.as_ref()?, place.name.as_ref()?))
}
