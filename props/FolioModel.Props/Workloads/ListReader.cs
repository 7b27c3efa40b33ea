using FolioModel.Workloads;

namespace FolioModel.Props.Workloads;

/// <summary>Requests of a list, so many at a time at most.</summary>
internal sealed class ListReader(IReadOnlyList<TraceRequest> all, bool namesObjects, int atOnce = int.MaxValue) : ITraceReader
{
    private int _next;

    public string Format => "list";

    public bool NamesObjects => namesObjects;

    public int Read(Span<TraceRequest> requests)
    {
        int count = Math.Min(Math.Min(requests.Length, atOnce), all.Count - _next);
        for (int i = 0; i < count; i++)
        {
            requests[i] = all[_next++];
        }

        return count;
    }

    public void Dispose()
    {
        // The list stays the caller's.
    }
}
