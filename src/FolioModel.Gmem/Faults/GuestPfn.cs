namespace FolioModel.Gmem;

/// <summary>The frame behind a guest frame, with a reference that the caller owns; or why there is none.</summary>
/// <param name="Pfn">The frame.</param>
/// <param name="MaxOrder">The largest mapping it may be part of.</param>
/// <param name="Folio">The folio that the reference is on, or <c>default</c>.</param>
/// <param name="Error">The error, or <see cref="Errno.None"/>.</param>
public readonly record struct GuestPfn(Pfn Pfn, Order MaxOrder, Folio Folio, Errno Error)
{
    /// <summary>Whether there is a frame.</summary>
    public bool IsOk => Error == Errno.None;

    internal static GuestPfn Failed(Errno error) => new(default, default, default, error);
}
