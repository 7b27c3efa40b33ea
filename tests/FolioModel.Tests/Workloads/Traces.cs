using System.Text;
using FolioModel.Workloads;
using FolioModel.Workloads.Reading;

namespace FolioModel.Tests.Workloads;

/// <summary>Traces made of bytes or text in a test.</summary>
internal static class Traces
{
    /// <summary>A small buffer, so that tests read in several portions.</summary>
    private const int BufferRequests = 3;

    public static List<TraceRequest> Read(byte[] bytes, string? format = null)
    {
        using ITraceReader reader = Open(bytes, format);
        return ReadAll(reader);
    }

    public static List<TraceRequest> Read(string text, string? format = null) => Read(Encoding.UTF8.GetBytes(text), format);

    public static ITraceReader Open(byte[] bytes, string? format = null) =>
        TraceReaders.Open(TraceInput.Over("trace", new MemoryStream(bytes)), format);

    public static List<TraceRequest> ReadAll(ITraceReader reader)
    {
        List<TraceRequest> all = [];
        TraceRequest[] buffer = new TraceRequest[BufferRequests];
        for (int count; (count = reader.Read(buffer)) > 0;)
        {
            all.AddRange(buffer.AsSpan(0, count));
        }

        return all;
    }

    /// <summary>Requests as libCacheSim's 24-byte records.</summary>
    public static byte[] OracleGeneral(IEnumerable<(uint Time, ulong Object, uint Size)> requests)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        foreach ((uint time, ulong name, uint size) in requests)
        {
            writer.Write(time);
            writer.Write(name);
            writer.Write(size);
            writer.Write(-1L);
        }

        return bytes.ToArray();
    }
}
