import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Has the kernel acknowledge what was read at once (TCP_QUICKACK, Linux).
///
/// A sender that leaves Nagle's algorithm on, as storescu does, holds back the end of each PDU until what it sent before is acknowledged;
/// the kernel delays acknowledgements by up to 40 ms when nothing is sent back. Between the two, every object stalls. The option
/// lasts only until the kernel thinks better of it, so it is set again after every read.
struct QuickAcknowledgement {
    private let option: (any NIOSynchronousChannelOptions)?

    init(_ channel: any Channel) {
        #if os(Linux)
            option = channel.syncOptions
        #else
            option = nil
        #endif
    }

    func acknowledge() {
        #if os(Linux)
            try? option?.setOption(ChannelOptions.tcpOption(NIOBSDSocket.Option(rawValue: TCP_QUICKACK)), value: 1)
        #endif
    }
}
