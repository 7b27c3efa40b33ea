namespace FolioModel.Workloads;

/// <summary>Reads the requests of a trace, in order, in constant memory.</summary>
/// <example>
/// A reader of one's own:
/// <code>
/// sealed class CountingReader(ulong file, long pages) : ITraceReader
/// {
///     private long _next;
///     public string Format => "counting";
///     public int Read(Span&lt;TraceRequest&gt; requests)
///     {
///         int count = (int)Math.Min(requests.Length, pages - _next);
///         for (int i = 0; i &lt; count; i++)
///         {
///             requests[i] = new TraceRequest(file, _next++ * 4096, 4096, 0, TraceOperation.Read);
///         }
///         return count;
///     }
///     public void Dispose() { }
/// }
/// </code>
/// </example>
public interface ITraceReader : IDisposable
{
    /// <summary>The name of the format, as <c>--format</c> takes it.</summary>
    string Format { get; }

    /// <summary>
    /// Whether requests name objects, each a file of its own at offset 0, rather than ranges of few files. Objects share one page cache.
    /// </summary>
    bool NamesObjects => false;

    /// <summary>The name of a file whose requests have been read, where the trace gives names; otherwise its number.</summary>
    /// <param name="file">The file's number in requests.</param>
    string NameOf(ulong file) => file.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Reads the next requests.</summary>
    /// <param name="requests">The buffer to fill.</param>
    /// <returns>The number of requests read; 0 only at the end.</returns>
    /// <exception cref="MalformedWorkloadException">A record is not what the format says.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    int Read(Span<TraceRequest> requests);
}
