using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class PageCache
{
    /// <summary>
    /// Puts a new folio in the place of an old one, both of order 0. Reference effect: +1 on the new one and -1 on the old one, those of
    /// the page cache. The entry keeps its tags; the LRU is left alone.
    /// </summary>
    /// <param name="old">A locked folio of this cache.</param>
    /// <param name="replacement">A locked folio in no cache.</param>
    /// <exception cref="KernelBugException">One of them is not as it must be, or large.</exception>
    /// <remarks>Models <c>replace_page_cache_folio</c>, which cannot fail.</remarks>
    [Interleaved]
    public void ReplaceFolio(Folio old, Folio replacement)
    {
        _machine.CheckOwn(old);
        _machine.CheckOwn(replacement);
        using KernelTask.OperationScope operation = _machine.BeginOperation("replace_page_cache_folio");
        AssertRemovable(ref old.Page, old.Frame);
        ref PageDescriptor page = ref replacement.Page;
        if ((page.Flags & FolioFlags.Locked) == 0 || page.Mapping != 0 || page.Order != 0 || old.Page.Order != 0)
        {
            _machine.ThrowBug(replacement.Frame,
                "replace_page_cache_folio: expected a locked folio of order 0 in no cache, for one of order 0");
        }

        page.Mapping = _id;
        page.Index = old.Index.Value;
        _machine.References.Get(replacement.Frame, HolderKind.PageCache, 0, "replace_page_cache_folio");
        Lock.Acquire();
        XCursor cursor = new(_entries, old.Index.Value);
        cursor.Store(XEntry.FromPointer(replacement.Frame));
        Account(old.Page.Flags, -1);
        Account(replacement.Page.Flags, 1);
        _machine.TellPolicyRemoved(old.Frame);
        _machine.Groups?.ReplaceFolio(old.Frame, replacement.Frame);
        _machine.TellPolicyAdded(replacement.Frame);
        old.Page.Mapping = 0;
        Lock.Release();
        _mapping.Operations.FreeFolio(old);
        _machine.Put(old.Frame, 1, HolderKind.PageCache, 0, "replace_page_cache_folio");
    }
}
