namespace FolioModel.Cli.Content.Gmem;

/// <summary>The argument of <c>KVM_CREATE_GUEST_MEMFD</c>; its reserved fields are ignored and not here.</summary>
/// <param name="Size">Bytes, as the unsigned number that user space passes.</param>
/// <param name="Flags">Flags.</param>
internal readonly record struct GmemCreation(ulong Size, ulong Flags);
