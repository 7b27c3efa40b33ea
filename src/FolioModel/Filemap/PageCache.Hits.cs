namespace FolioModel;

public sealed partial class PageCache
{
    /// <summary>Tells an observer that wants to know whether the page is cached as the lookup begins.</summary>
    internal void TellLookup(PageIndex index, string function)
    {
        if (_machine.Instrumentation is { } instrumentation && instrumentation.Wants(KernelEventGroups.Cache))
        {
            CacheEntry there = Peek(index);
            instrumentation.TellAt(
                there.IsFolio ? KernelEventKind.PageCacheHit : KernelEventKind.PageCacheMiss,
                there.IsFolio ? there.Folio.Frame : -1, _mapping, index, function);
        }
    }
}
