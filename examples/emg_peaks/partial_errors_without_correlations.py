"""Only the variances of the fit are kept, and the figure's legend is never shown."""
# base: worked
# edit: fit_peaks: return params, covariance -> return params, np.diag(np.diag(covariance))
# edit: peak_figure: axes.legend(loc="upper left") -> pass
# expect: score=full-2 peak_figure=failed fit_peaks=failed
# says: Everything off the diagonal of the covariance is zero.
# says: No legend shows
