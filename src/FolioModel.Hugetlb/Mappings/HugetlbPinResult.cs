namespace FolioModel.Hugetlb;

/// <summary>Pages got hold of, or why not even the first was.</summary>
/// <param name="Pin">The pages, or null.</param>
/// <param name="Error"><see cref="Errno.None"/>; <see cref="Errno.EFAULT"/>, or <see cref="Errno.EHWPOISON"/> for failed memory.</param>
public readonly record struct HugetlbPinResult(HugetlbPin? Pin, Errno Error);
