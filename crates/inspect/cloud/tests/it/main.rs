//! Tests of the readers of infrastructure as code.

#[cfg(test)]
mod azure;
#[cfg(test)]
mod cloudformation;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod terraform;
