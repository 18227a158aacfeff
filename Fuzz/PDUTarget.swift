import NIOCore

// The upper layer's PDUs, cut by the size in the first byte: what is decoded is encoded, and decodes to the same.

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What the package manager takes for `main`; the driver of libFuzzer is called from here.
@_cdecl("PDU_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments) { fuzz($0, $1) }
}

private func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = bytes.first else { return 0 }
    let size = Int(first) + 1
    var decoder = PDUDecoder()
    do {
        for start in stride(from: 1, to: bytes.count, by: size) {
            decoder.append(Array(bytes[start..<min(start + size, bytes.count)]))
            while let element = try decoder.next() {
                guard case .pdu(let pdu) = element, let encoded = try? pdu.encoded() else { continue }
                guard let again = try? PDU(bytes: encoded) else { fatalError("A PDU of our own is refused.") }
                precondition(again == pdu, "A PDU of our own decodes differently.")
            }
        }
    } catch {}
    return 0
}
