namespace FolioModel.Hugetlb;

/// <summary>The result of a read.</summary>
/// <param name="Error"><see cref="Errno.None"/>; <see cref="Errno.EIO"/> when the first byte lies in failed memory.</param>
/// <param name="Count">Bytes read: fewer than asked for at the end of the file or in front of failed memory.</param>
public readonly record struct HugetlbRead(Errno Error, long Count);
