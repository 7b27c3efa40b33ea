using FolioModel.Workloads.Reading;

namespace FolioModel.Fuzz;

/// <summary>An input of the fuzzer: a letter for the format, and the bytes of a trace.</summary>
internal sealed class FuzzedTrace
{
    private const char FirstLetter = 'a';

    private readonly byte[] _bytes;
    private readonly string? _format;

    /// <summary>Takes an input apart.</summary>
    /// <param name="input">The input; one without a letter is an empty trace whose format is to be recognised.</param>
    public FuzzedTrace(byte[] input)
    {
        _format = input.Length == 0 ? null : Formats[(byte)(input[0] - FirstLetter) % Formats.Count];
        _bytes = input.Length == 0 ? [] : input[1..];
    }

    /// <summary>The formats, the first one to be recognised from the content.</summary>
    public static IReadOnlyList<string?> Formats { get; } =
    [
        null,
        .. TraceReaders.Formats.Order(StringComparer.Ordinal),
        "csv:time-col=1,obj-id-col=2,obj-size-col=3,op-col=4",
        "csv:time-col=2,obj-id-col=1,offset-col=3,length-col=4,sector-size=512,delimiter=tab",
    ];

    /// <summary>The letter of a format.</summary>
    public static byte LetterOf(string format) => (byte)(FirstLetter + Enumerable.Range(0, Formats.Count).First(i => Formats[i] == format));

    /// <summary>
    /// Reads the trace twice, with buffers of two sizes. Both end in the same requests or in the same error, and every request is one that
    /// a replay can cut into pages.
    /// </summary>
    /// <returns>The requests, or null if the trace is refused.</returns>
    public IReadOnlyList<TraceRequest>? Check()
    {
        (List<TraceRequest> few, string? fewError) = Read(3);
        (List<TraceRequest> many, string? manyError) = Read(1 << 10);
        if (fewError != manyError || (fewError is null && !few.SequenceEqual(many)))
        {
            throw new InvalidOperationException(
                $"{_format}: the size of the buffer decides: {few.Count} requests and '{fewError}', {many.Count} and '{manyError}'");
        }

        foreach (TraceRequest request in few)
        {
            if (request.Offset < 0 || request.Length < 0 || request.Offset > long.MaxValue - request.Length || request.Pages < 1
                || request.Nanoseconds < 0 || !Enum.IsDefined(request.Operation))
            {
                throw new InvalidOperationException($"{_format}: a request that cannot be: {request}");
            }
        }

        return fewError is null ? many : null;
    }

    /// <summary>Opens the trace once more.</summary>
    public ITraceReader Open() => TraceReaders.Open(TraceInput.Over("fuzzed", new MemoryStream(_bytes, writable: false)), _format);

    private (List<TraceRequest> Requests, string? Error) Read(int atOnce)
    {
        List<TraceRequest> requests = [];
        try
        {
            using ITraceReader reader = Open();
            TraceRequest[] buffer = new TraceRequest[atOnce];
            for (int count; (count = reader.Read(buffer)) > 0;)
            {
                requests.AddRange(buffer.AsSpan(0, count));
                reader.NameOf(buffer[0].File);
            }

            return (requests, null);
        }
        catch (MalformedWorkloadException e)
        {
            return (requests, e.Message);
        }
    }
}
