namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>Notes that a filesystem attached data of its own. Reference effect: +1, owned by the private data.</summary>
    /// <exception cref="KernelBugException">There is private data already.</exception>
    /// <remarks>Models <c>folio_attach_private</c>. One reference for the whole folio, of any order.</remarks>
    public void AttachPrivate()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_attach_private");
        if ((Page.Flags & FolioFlags.Private) != 0)
        {
            _machine.ThrowBug(_pfn, "folio_attach_private: there is private data already");
        }

        _machine.References.Get(_pfn, HolderKind.Private, 0, "folio_attach_private");
        Page.Flags |= FolioFlags.Private;
    }

    /// <summary>The filesystem takes its data back. Reference effect: -1, that of the private data, where there was some.</summary>
    /// <returns>Whether there was private data.</returns>
    /// <remarks>Models <c>folio_detach_private</c>.</remarks>
    public bool DetachPrivate()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_detach_private");
        if ((Page.Flags & FolioFlags.Private) == 0)
        {
            return false;
        }

        Page.Flags &= ~FolioFlags.Private;
        _machine.Put(_pfn, 1, HolderKind.Private, 0, "folio_detach_private");
        return true;
    }
}
