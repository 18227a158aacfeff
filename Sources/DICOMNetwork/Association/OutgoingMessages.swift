import NIOCore

/// Messages on their way out, in the order in which they were given, and what of them the socket has not taken yet.
struct OutgoingMessages {
    private struct Message {
        var fragmenter: MessageFragmenter
        let promise: EventLoopPromise<Void>
    }

    /// How many bytes are written at once before the channel is asked whether it takes more.
    private static let writeBytes = 256 << 10

    private var messages = CircularBuffer<Message>()
    private var writesUnderWay = 0
    /// When the socket last took something, or had nothing to take.
    private(set) var lastProgress = NIODeadline.distantPast

    /// Whether PDUs are to be made.
    var isEmpty: Bool { messages.isEmpty }
    /// Whether the socket has taken everything.
    var isFlushed: Bool { messages.isEmpty && writesUnderWay == 0 }

    mutating func append(_ fragmenter: MessageFragmenter, _ promise: EventLoopPromise<Void>) {
        if isFlushed { lastProgress = .now() }
        messages.append(Message(fragmenter: fragmenter, promise: promise))
    }

    /// The next PDUs, all of one message, and what to fulfil when the socket has taken them, where they end it.
    mutating func next(_ allocator: ByteBufferAllocator) -> (bytes: ByteBuffer, promise: EventLoopPromise<Void>?) {
        let index = messages.startIndex
        var buffer = allocator.buffer(capacity: min(messages[index].fragmenter.remainingBytes, Self.writeBytes))
        repeat {
            messages[index].fragmenter.writeNext(to: &buffer)
        } while !messages[index].fragmenter.isAtEnd && buffer.writableBytes >= messages[index].fragmenter.nextBytes
        writesUnderWay += 1
        return (buffer, messages[index].fragmenter.isAtEnd ? messages.removeFirst().promise : nil)
    }

    /// The socket has taken what ``next(_:)`` gave.
    mutating func written() {
        writesUnderWay -= 1
        lastProgress = .now()
    }

    /// Gives up what has not been handed to the channel.
    mutating func fail(_ error: any Error) {
        for message in messages { message.promise.fail(error) }
        messages.removeAll()
    }
}
