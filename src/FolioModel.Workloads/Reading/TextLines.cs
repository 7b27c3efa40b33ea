using CommunityToolkit.HighPerformance.Buffers;

namespace FolioModel.Workloads.Reading;

/// <summary>The lines of a text, as bytes, without the line end. The buffer is rented, and grows to the longest line.</summary>
public sealed class TextLines(TraceInput input) : IDisposable
{
    private const int FirstCapacity = 1 << 18;
    private const int LongestLine = 1 << 24;

    private MemoryOwner<byte> _buffer = MemoryOwner<byte>.Allocate(FirstCapacity);
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>The number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The trace.</summary>
    public TraceInput Input => input;

    /// <summary>Goes to the next line.</summary>
    /// <param name="line">The line, valid until the next call.</param>
    /// <returns>False at the end.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            Span<byte> open = _buffer.Span[_start.._end];
            int length = open.IndexOf((byte)'\n');
            if (length >= 0)
            {
                _start += length + 1;
                line = WithoutReturn(open[..length]);
                Number++;
                return true;
            }

            if (_isAtEnd)
            {
                _start = _end;
                line = WithoutReturn(open);
                Number += open.Length > 0 ? 1 : 0;
                return open.Length > 0;
            }

            Fill();
        }
    }

    /// <summary>The error for the current line.</summary>
    /// <param name="field">The field, or empty.</param>
    /// <param name="problem">What was expected, and what was found.</param>
    public MalformedWorkloadException Malformed(string field, string problem) => new(input.Name, $"line {Number}", field, problem);

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffer.Dispose();
        input.Dispose();
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.. var rest, (byte)'\r'] ? rest : line;

    private void Fill()
    {
        Span<byte> buffer = _buffer.Span;
        int open = _end - _start;
        if (open == buffer.Length)
        {
            if (open >= LongestLine)
            {
                throw new MalformedWorkloadException(input.Name, $"line {Number + 1}", "",
                    $"expected a line of at most {LongestLine} bytes");
            }

            MemoryOwner<byte> larger = MemoryOwner<byte>.Allocate(buffer.Length * 2);
            buffer[_start.._end].CopyTo(larger.Span);
            _buffer.Dispose();
            _buffer = larger;
            buffer = larger.Span;
        }
        else
        {
            buffer[_start.._end].CopyTo(buffer);
        }

        _start = 0;
        int read = input.Read(buffer[open..]);
        _isAtEnd = read < buffer.Length - open;
        _end = open + read;
    }
}
