namespace FolioModel.Cli.Conform.Kernel;

/// <summary>
/// The callbacks that the recorder's pseudo filesystem installs: private data that is a mere flag, no storage, every call noted.
/// </summary>
/// <param name="callbacks">Where the calls are noted.</param>
/// <param name="launders">The filesystem has a <c>launder_folio</c>.</param>
internal sealed class PlainFileOperations(CallbackLog callbacks, bool launders) : AddressSpaceOperations
{
    public bool AllowsRelease { get; set; } = true;

    public bool DirtiesWithoutTags { get; set; }

    public Errno LaunderResult { get; set; }

    public override bool DirtyFolio(Folio folio) => DirtiesWithoutTags ? folio.SetDirtyFlag() : folio.DirtyAndTag();

    public override bool ReleaseFolio(Folio folio)
    {
        callbacks.Add("release_folio", folio, AllowsRelease ? 1 : 0);
        if (AllowsRelease)
        {
            folio.DetachPrivate();
        }

        return AllowsRelease;
    }

    public override void InvalidateFolio(Folio folio, long offset, long length)
    {
        callbacks.Add("invalidate_folio", folio, offset, length);
        if (offset == 0 && length == (long)folio.Pages * PageSize.Bytes)
        {
            folio.DetachPrivate();
        }
    }

    public override void FreeFolio(Folio folio) => callbacks.Add("free_folio", folio, folio.Pages);

    public override Errno LaunderFolio(Folio folio)
    {
        if (!launders)
        {
            return Errno.None;
        }

        callbacks.Add("launder_folio", folio, (int)LaunderResult);
        if (LaunderResult == Errno.None)
        {
            folio.CancelDirty();
        }

        return LaunderResult;
    }
}
