/// The version that pages and `mosaic --version` show.
public let programVersion = "0.1.0"
