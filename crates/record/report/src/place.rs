//! How a place and the instruction that made it are written for people.

use seaworthy_facts::ImageFacts;
use seaworthy_model::Location;

/// The Dockerfile instruction that a history entry stands for: builders wrap it in a shell and in
/// marks of their own (`/bin/sh -c #(nop)` of the classic builder, `# buildkit` of BuildKit).
pub(crate) fn instruction(created_by: &str) -> String {
    let text = created_by.trim();
    let text = text.strip_suffix("# buildkit").unwrap_or(text).trim_end();
    let plain = if let Some(rest) = text.strip_prefix("/bin/sh -c #(nop)") {
        rest.trim().to_owned()
    } else if let Some(rest) = text.strip_prefix("RUN /bin/sh -c ") {
        format!("RUN {rest}")
    } else if let Some(rest) = text.strip_prefix("/bin/sh -c ") {
        format!("RUN {rest}")
    } else {
        text.to_owned()
    };
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A place with its instruction: `/app/.env:3 in layer 4 (COPY . /app)`.
pub(crate) fn describe(location: &Location) -> String {
    match location {
        Location::Layer {
            created_by: Some(created_by),
            ..
        } => format!("{location} ({})", instruction(created_by)),
        _ => location.to_string(),
    }
}

/// The layer of a place, if it lies in one: `layer 4 (COPY . /app)`.
pub(crate) fn layer(location: &Location) -> Option<String> {
    let Location::Layer {
        index, created_by, ..
    } = location
    else {
        return None;
    };
    Some(match created_by {
        Some(created_by) => format!("layer {index} ({})", instruction(created_by)),
        None => format!("layer {index}"),
    })
}

/// The names by which findings and unknowns may call an image.
pub(crate) fn names_image(image: &ImageFacts, name: &str) -> bool {
    image.name == name || image.tags.iter().any(|tag| tag == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builders_marks_are_taken_off() {
        for (raw, shown) in [
            (
                "/bin/sh -c #(nop) ADD file:ab12 in / ",
                "ADD file:ab12 in /",
            ),
            ("RUN /bin/sh -c apk add curl # buildkit", "RUN apk add curl"),
            ("/bin/sh -c apt-get   update", "RUN apt-get update"),
            ("COPY . /app # buildkit", "COPY . /app"),
            ("", ""),
        ] {
            assert_eq!(instruction(raw), shown);
        }
    }
}
