using System.Globalization;
using FolioModel.Observation;
using FolioModel.Reclaim;
using FolioModel.Workloads.Running;

namespace FolioModel.Workloads.Comparing;

/// <summary>The story of one page of a trace under one policy: the newest events, with the request in which each happened.</summary>
internal sealed class PageStory : IMachineObserver, IReclaimObserver
{
    private const int MostEvents = 60;

    private readonly MachineCache _cache;
    private readonly ulong _file;
    private readonly long _page;
    private readonly Queue<string> _events = new();
    private long _left;

    /// <summary>Watches a page from now on.</summary>
    public PageStory(MachineCache cache, ulong file, long page)
    {
        _cache = cache;
        _file = file;
        _page = page;
        cache.Machine.Observer = this;
        cache.Machine.ReclaimObserver = this;
    }

    /// <summary>The number of the request that runs, from 1.</summary>
    public long Request { get; set; }

    /// <summary>The events, the oldest first.</summary>
    public IReadOnlyList<string> Events => _left == 0 ? [.. _events]
        : [string.Create(CultureInfo.InvariantCulture, $"({_left:n0} events before)"), .. _events];

    /// <summary>The page as it is now: its folio with flags, count and holders, or that it is not in memory.</summary>
    public string State => Folio is { IsNone: false } folio ? folio.Describe()
        : _cache.Locate(_file, _page) is { } at && at.File.Pages.Peek(at.Index).IsValue ? "not in memory; a shadow of its eviction is"
        : "not in memory";

    private Folio Folio => _cache.Locate(_file, _page) is { } at ? at.File.Pages.Peek(at.Index).Folio : default;

    /// <inheritdoc/>
    public KernelEventGroups Wants => KernelEventGroups.Pages;

    /// <inheritdoc/>
    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        if (Folio is { IsNone: false } folio && folio.Pfn == kernelEvent.Pfn)
        {
            string change = kernelEvent.Delta == 0 ? "" : string.Create(
                CultureInfo.InvariantCulture, $", {kernelEvent.Delta:+0;-0} by {kernelEvent.Holder}");
            Add(string.Create(CultureInfo.InvariantCulture,
                $"{kernelEvent.Kind} in {kernelEvent.Function}: count {kernelEvent.Count}{change}"));
        }
    }

    /// <inheritdoc/>
    public void Judged(Folio folio, AddressSpace? mapping, FolioVerdict verdict)
    {
        if (_cache.Locate(_file, _page) is { } at && mapping == at.File && folio.Index == at.Index)
        {
            Add($"reclaim: {verdict}");
        }
    }

    private void Add(string text)
    {
        if (_events.Count == MostEvents)
        {
            _events.Dequeue();
            _left++;
        }

        _events.Enqueue(string.Create(CultureInfo.InvariantCulture, $"request {Request}: {text}"));
    }
}
